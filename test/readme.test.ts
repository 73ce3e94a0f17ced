import { expect } from 'chai'
import { existsSync, readFileSync } from 'node:fs'
import { EXIT } from '../src/model/exit-codes.ts'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
const root = new URL('../', import.meta.url)

describe('README', () => {
  it('shows the scenario as it is', () => {
    const sample = /This is `scenarios\/database-kill\.ts`:\n\n```ts\n([\s\S]*?)```/.exec(readme)?.[1]
    expect(sample).to.equal(readFileSync(new URL('scenarios/database-kill.ts', root), 'utf8'))
  })

  it('links only to files that exist', () => {
    const targets = [...readme.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, target]) => target ?? '')
    expect(targets).to.not.deep.equal([])
    expect(targets.filter((target) => !existsSync(new URL(target, root)))).to.deep.equal([])
  })

  it('lists every exit code', () => {
    const listed = [...readme.matchAll(/^\| (\d+) \| /gm)].map(([, code]) => Number(code))
    expect(listed).to.deep.equal(Object.values(EXIT).sort((a, b) => a - b))
  })

  it('names every command', async () => {
    const { commandNames } = await import('../src/cli/main.ts')
    for (const name of commandNames()) expect(readme, name).to.include(`\`blackstart ${name}`)
  })
})
