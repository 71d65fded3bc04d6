export function page(readme: string, base?: string): string;
