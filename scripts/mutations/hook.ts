/** Loaded into a test run by `scripts/mutations.ts`: breaks one formula in memory; nothing on disk is touched. */
import { registerHooks } from 'node:module'

const { url: target, find, replace } = JSON.parse(process.env['BLACKSTART_MUTATION'] ?? '{}') as Record<string, string>

registerHooks({
  load: (url, context, nextLoad) => {
    const loaded = nextLoad(url, context)
    if (url !== target || find === undefined || replace === undefined) return loaded
    const source = Buffer.from(loaded.source as string | Uint8Array).toString()
    return { ...loaded, source: source.replace(find, () => replace) }
  },
})
