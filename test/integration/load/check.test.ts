import { expect } from 'chai'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkScript } from '../../../src/load/check.ts'
import { aPlan } from '../../load/a-plan.ts'
import { k6OrSkip } from './a-k6.ts'

const ORDERS = join(import.meta.dirname, '../../../scenarios/load/orders.ts')

describe('checkScript', function () {
  this.timeout(30_000)
  let k6: string
  let folder: string
  before(async function () {
    k6 = await k6OrSkip(this)
    folder = await mkdtemp(join(tmpdir(), 'blackstart-test-'))
  })
  after(async () => {
    if (folder !== undefined) await rm(folder, { recursive: true, force: true })
  })

  async function findings(source: string): Promise<readonly string[]> {
    const script = join(folder, 'script.ts')
    await writeFile(script, source)
    return await checkScript(k6, aPlan({ script }))
  }

  it('finds nothing in the script of our own library', async () => {
    expect(await checkScript(k6, aPlan({ script: ORDERS }))).to.deep.equal([])
  })

  it('finds a script that is not there', async () => {
    expect(await checkScript(k6, aPlan({ script: '/nowhere/orders.ts' }))).to.deep.equal([
      "load script '/nowhere/orders.ts': there is no such file",
    ])
  })

  it('finds a syntax error, with the line', async () => {
    expect((await findings('export default function () {\n')).join()).to.match(/k6 cannot load it: .*Line 2/s)
  })

  it('finds what the script throws while it is loaded', async () => {
    expect((await findings("throw new Error('boom')\nexport default function () {}")).join()).to.contain('boom')
  })

  it('finds an import that is not there', async () => {
    const source = "import { x } from './none.ts'\nexport default function () { x() }"
    expect((await findings(source)).join()).to.contain('none.ts')
  })

  it('finds a script without a default function', async () => {
    expect((await findings('export function other() {}')).join()).to.match(/default/)
  })

  for (const options of ['vus: 3, duration: "1s"', 'scenarios: { own: { executor: "shared-iterations" } }']) {
    it(`finds options that would replace ours: ${options}`, async () => {
      const found = await findings(`export const options = { ${options} }\nexport default function () {}`)
      expect(found.join()).to.contain('The rate and the duration come from the drill')
    })
  }

  it('leaves other options to the script', async () => {
    expect(await findings('export const options = { userAgent: "x" }\nexport default function () {}')).to.deep.equal([])
  })
})
