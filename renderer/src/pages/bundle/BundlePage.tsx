export function BundlePage() { return null; }
