import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { loadConfig } from '../src/scenario/config.ts'
import { loadScenario } from '../src/scenario/load.ts'

const ROOT = fileURLToPath(new URL('../', import.meta.url))
const read = (path: string): string => readFileSync(`${ROOT}${path}`, 'utf8')
/** The example of a page, which is the whole of a file that the tests load. */
const exampleIn = (page: string): string => /```ts\n([\s\S]*?)```/.exec(read(page))?.[1] ?? ''

describe('the examples of the documentation', () => {
  it('are a configuration that is understood: guards', async () => {
    const file = 'test/fixtures/docs/blackstart.config.ts'
    expect(exampleIn('docs/guards.md')).to.equal(read(file))
    const { guards, secrets } = await loadConfig(ROOT, `${ROOT}${file}`)
    expect(Object.keys(guards)).to.deep.equal(['lab', 'aws'])
    expect(secrets).to.deep.equal(['STATUS_TOKEN'])
  })

  it('are a configuration that is understood: AWS', async () => {
    const file = 'test/fixtures/docs/aws/blackstart.config.ts'
    expect(exampleIn('docs/aws.md')).to.equal(read(file))
    const { aws } = await loadConfig(ROOT, `${ROOT}${file}`)
    expect(aws).to.deep.include({ region: 'eu-central-1', alarms: ['orders-down'] })
  })

  it('are a scenario that is understood: faults', async () => {
    const file = 'test/fixtures/docs/slow-disk.ts'
    expect(exampleIn('docs/faults.md')).to.equal(read(file))
    const { scenario } = await loadScenario(`${ROOT}${file}`)
    expect(scenario.faults.map(({ kind }) => kind)).to.deep.equal(['command', 'database.freeze'])
  })
})
