/** Elements that HTML never closes. */
const VOID = new Set(['meta', 'input', 'br', 'hr', 'link', 'img'])

/**
 * What is wrong with the structure of a page that this package wrote: tags that are not closed in order, ids that stand
 * twice, links to places that are not there, references of labels to nothing.
 */
export function structureFindings(page: string): string[] {
  const findings: string[] = []
  const open: string[] = []
  const ids: string[] = []
  const referred: string[] = []
  const markup = page.replace(/<!doctype html>/, '').replaceAll(/<(script|style)>[\s\S]*?<\/\1>/g, '')
  for (const [tag, closing, name = '', attributes = ''] of markup.matchAll(
    /<(\/?)([a-zA-Z][\w-]*)((?:\s+[\w:-]+(?:\s*=\s*"[^"]*")?)*)\s*\/?>/g,
  )) {
    if (closing === '/') {
      const expected = open.pop()
      if (expected !== name) findings.push(`</${name}> closes <${expected ?? 'nothing'}>`)
      continue
    }
    for (const [, key, value = ''] of attributes.matchAll(/([\w:-]+)\s*=\s*"([^"]*)"/g)) {
      if (key === 'id') ids.push(value)
      if (key === 'aria-labelledby' || key === 'for') referred.push(value)
      if (key === 'href' && value.startsWith('#')) referred.push(value.slice(1))
    }
    if (!VOID.has(name) && !tag.endsWith('/>')) open.push(name)
  }
  findings.push(...open.map((name) => `<${name}> is never closed`))
  findings.push(...ids.filter((id, index) => ids.indexOf(id) !== index).map((id) => `id '${id}' stands twice`))
  findings.push(...referred.filter((id) => !ids.includes(id)).map((id) => `'${id}' is referred to and not there`))
  const stray = markup.replaceAll(/<[^<>]*>/g, '').match(/[<>]/)
  if (stray !== null) findings.push('a < or > stands outside of a tag')
  return findings
}

/** The text of a page as a reader sees it. */
export function textOf(page: string): string {
  return page
    .replaceAll(/<(script|style|title)>[\s\S]*?<\/\1>/g, '')
    .replaceAll(/<[^<>]*>/g, ' ')
    .replaceAll('&#39;', "'")
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replaceAll(/\s+/g, ' ')
}
