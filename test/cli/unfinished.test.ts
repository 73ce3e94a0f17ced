import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { CommandError } from '../../src/cli/exits.ts'
import { endUnfinished } from '../../src/cli/unfinished.ts'

describe('what earlier drills have left', () => {
  let folder: string
  const before = process.env['BLACKSTART_OPEN_DRILLS']

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'blackstart-unfinished-'))
    process.env['BLACKSTART_OPEN_DRILLS'] = join(folder, 'open')
  })
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true })
    if (before === undefined) delete process.env['BLACKSTART_OPEN_DRILLS']
    else process.env['BLACKSTART_OPEN_DRILLS'] = before
  })

  it('is nothing where there are no records', async () => {
    await endUnfinished(join(folder, 'reports'), { abortRequested: false })
  })

  it('keeps no drill from being stopped before it begins', async () => {
    const stopped = await endUnfinished(join(folder, 'reports'), { abortRequested: true }).catch(
      (error: unknown) => error,
    )
    expect(stopped).to.be.instanceOf(CommandError).and.to.include({ exitCode: 2 })
  })
})
