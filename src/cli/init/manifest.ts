/** What came of adding scripts to a `package.json`. */
export interface ExtendedManifest {
  /** The new content; the same as before when nothing was added. */
  readonly text: string
  readonly added: readonly string[]
  /** Names that are taken by scripts that say something else; they are left as they are. */
  readonly kept: readonly string[]
}

/**
 * Adds scripts to a `package.json` where there is none of that name, and keeps its indentation.
 *
 * @throws SyntaxError when it is not a JSON object
 */
export function extendManifest(text: string, scripts: Readonly<Record<string, string>>): ExtendedManifest {
  const manifest: unknown = JSON.parse(text)
  if (!isRecord(manifest)) throw new SyntaxError('it is not an object')
  const present = isRecord(manifest['scripts']) ? manifest['scripts'] : {}
  const added = Object.keys(scripts).filter((name) => !(name in present))
  const kept = Object.keys(scripts).filter((name) => name in present && present[name] !== scripts[name])
  if (added.length === 0) return { text, added, kept }
  const extended = {
    ...manifest,
    scripts: { ...present, ...Object.fromEntries(added.map((name) => [name, scripts[name]])) },
  }
  const indentation = /^\{\r?\n([ \t]+)/.exec(text)?.[1] ?? '  '
  const end = text.endsWith('\n') ? '\n' : ''
  return { text: `${JSON.stringify(extended, null, indentation)}${end}`, added, kept }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
