import { join } from 'node:path'
import { expect } from 'chai'
import { prepareDrill } from '../../src/cli/prepare.ts'

describe('prepareDrill', () => {
  const prepared = (reports: string, blind = false) =>
    prepareDrill(
      'test/fixtures/drills/standby-kill.ts',
      { env: 'lab', set: [], objective: [], reports, blind },
      'blackstart run',
      new AbortController().signal,
      () => {},
    )

  it('counts a reports folder from where it is called: k6 and the lab run elsewhere', async () => {
    const { reports, recordFolder, plan } = await prepared('somewhere')
    expect(reports).to.equal(join(process.cwd(), 'somewhere'))
    expect(recordFolder).to.equal(join(reports, plan.drillId))
  })

  it('names a drill by its scenario, but for somebody who must not know it', async () => {
    expect((await prepared('somewhere')).plan.drillId).to.include('standby-kill')
    const { plan, recordFolder } = await prepared('somewhere', true)
    expect(plan.drillId).to.match(/-blind-rehearsal-/)
    expect(recordFolder).not.to.include('standby')
  })
})
