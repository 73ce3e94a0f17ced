import type { Inspection } from './engine.ts'

/** Something that stands in a container's file system and is not its own. */
export interface Mount {
  /** Path in the container. */
  readonly at: string
  /** In words. */
  readonly what: string
  /** The compose project that has made it; undefined where none has. */
  readonly project?: string
}

/** @param projectOf - of a volume, by its name */
export async function mountsIn(
  { Mounts }: Pick<Inspection, 'Mounts'>,
  projectOf: (volume: string) => Promise<string | undefined>,
): Promise<readonly Mount[]> {
  return Promise.all(
    Mounts.filter(({ Type }) => Type !== 'tmpfs').map(async ({ Type, Name, Source, Destination: at }) => {
      if (Type !== 'volume' || Name === undefined) return { at, what: `the folder ${Source} of the engine's host` }
      const project = await projectOf(Name)
      return { at, what: `the volume ${Name}`, ...(project === undefined ? {} : { project }) }
    }),
  )
}
