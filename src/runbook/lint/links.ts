import { existsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { Findings } from '../finding.ts'
import { allNodes, parseMarkdown, placeOf } from '../parse/markdown.ts'
import type { WrittenRunbook } from '../parse/written.ts'

/** Relative links lead to files that are there. */
export function checkLinks({ source }: WrittenRunbook, file: string, findings: Findings): void {
  for (const node of allNodes(parseMarkdown(source))) {
    if (node.type !== 'link' && node.type !== 'image' && node.type !== 'definition') continue
    const path = node.url.replace(/[#?].*$/, '')
    if (path === '' || /^(?:[a-z][a-z0-9+.-]*:|\/)/i.test(path) || existsSync(resolve(dirname(file), decoded(path))))
      continue
    findings.warning('RB064', placeOf(node), `the link leads to '${path}', which is not there`, 'Correct or remove it')
  }
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
