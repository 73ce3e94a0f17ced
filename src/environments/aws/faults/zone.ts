/** Whether a zone is meant: by its name (`eu-central-1a`), or by its letter alone, as scenarios for every environment say it. */
export function isInZone(zone: string, meant: string): boolean {
  return zone === meant || (/^[a-z]$/.test(meant) && zone.endsWith(meant))
}

/** For an order in which a plan and its run choose the same ones: names are of one thing alone. */
export function byZone({ zone, name }: { readonly zone: string; readonly name: string }): string {
  return `${zone} ${name}`
}
