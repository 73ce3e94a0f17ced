/** What the lab's monitoring wakes people with: the alerts of runbooks/lab.rules.yml. */
export type LabAlert =
  /** The primary refuses connections. */
  | 'PostgresPrimaryDown'
  /** The primary takes connections, or seems to, and answers nothing. */
  | 'PostgresPrimaryHangs'
  | 'PostgresStandbyDown'
  /** A database was promoted, and nobody knows whether its predecessor still acknowledges. */
  | 'PostgresTwoWriters'
  /** Nothing in a zone answers. */
  | 'ZoneUnreachable'
  /** Every part is well, and the service fails all the same. */
  | 'OrdersFailing'
  /** The health checks of a region fail. */
  | 'RegionUnreachable'
  /** Service instances are gone, and nothing replaces them. */
  | 'ServiceCapacityLost'
