export function OverTimePage() { return null; }
