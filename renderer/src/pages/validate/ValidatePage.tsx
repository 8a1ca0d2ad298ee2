export function ValidatePage() { return null; }
