/** Whether a zone is meant: by its name (`eu-central-1a`), or by its letter alone, as scenarios for every environment say it. */
export function isInZone(zone: string, meant: string): boolean {
  return zone === meant || (/^[a-z]$/.test(meant) && zone.endsWith(meant))
}
