/** Who owns the files of a server: PostgreSQL insists on a data folder that is its own. */
export interface Owner {
  readonly uid: number
  readonly gid: number
}

/** How to start one program: arguments for `spawn`. */
export interface Wrapped {
  readonly command: string
  readonly args: readonly string[]
  readonly options: { readonly uid?: number; readonly gid?: number }
}
