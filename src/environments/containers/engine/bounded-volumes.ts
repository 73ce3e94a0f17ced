/** A volume of a container whose size somebody has bounded. */
export interface BoundedVolume {
  /** Where it is mounted in the container. */
  readonly path: string
  readonly bytes: number
}

const UNITS: Readonly<Record<string, number>> = { '': 1, b: 1, k: 1_024, m: 1_048_576, g: 1_073_741_824 }

/**
 * The volumes whose size somebody has said: by `size=` among the options of a tmpfs or of a volume.
 *
 * @param options - the options of what is mounted, by path
 * @param mounts - tmpfs that state their size as a number
 */
export function boundedIn(
  options: readonly (readonly [path: string, options: string])[],
  mounts: readonly {
    readonly Type: string
    readonly Target: string
    readonly TmpfsOptions?: { readonly SizeBytes?: number | undefined } | undefined
  }[],
): readonly BoundedVolume[] {
  const sizes = [
    ...options.map(([path, text]) => ({ path, bytes: sizeIn(text) })),
    ...mounts
      .filter(({ Type }) => Type === 'tmpfs')
      .map(({ Target, TmpfsOptions }) => ({ path: Target, bytes: TmpfsOptions?.SizeBytes ?? 0 })),
  ]
  return sizes.filter(({ bytes }) => bytes > 0)
}

/** Bytes; 0 where no size is stated, or as a share of something. */
function sizeIn(options: string): number {
  const [, digits = '', unit = ''] = /(?:^|,)size=(\d+)([bkmg]?)(?:,|$)/i.exec(options) ?? []
  return Number(digits) * (UNITS[unit.toLowerCase()] ?? 0)
}
