/**
 * A value that is kept out of every file, command line and message: only the name of the environment variable that
 * holds it is written down. The process that needs the value looks it up.
 */
export interface EnvRef {
  readonly env: string
  /** Stands before the value, for example `Bearer `. @default nothing */
  readonly prefix?: string
}
