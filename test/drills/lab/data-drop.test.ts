import { expect } from 'chai'
import type { HandName } from '../../../src/environments/lab/labd/protocol.ts'
import {
  ask,
  injected,
  insideUrl,
  LabRoot,
  openLab,
  storedSeqs,
  undone,
  untilEvent,
  untilRedundant,
  writeOrder,
  writeUntilAcknowledged,
  type OpenLab,
} from '../../integration/lab/lab-harness.ts'

const byHand = async (lab: OpenLab, act: HandName, on = ''): Promise<string> =>
  (await ask<string | null>(lab, 'hand', { act, on })) ?? ''

describe('data.drop', function () {
  this.timeout(60_000)
  let root: LabRoot
  let lab: OpenLab

  before(async () => {
    root = await LabRoot.make()
  })
  afterEach(() => lab.environment.close('destroy'))
  after(() => root.remove())

  it('spares no copy, wakes people, and is healed by a restore to which clients are led', async () => {
    lab = await openLab(root, { archive: 'on', failover: 'manual' })
    const { customerUrl } = lab.environment
    expect(await byHand(lab, 'deployed')).to.equal('never')
    const written: number[] = []
    for (let seq = 0; seq < 20; seq++) if ((await writeOrder(customerUrl, 'w', seq)) === 201) written.push(seq)
    const target = await injected(lab, { kind: 'data.drop' })
    expect(await writeOrder(customerUrl, 'w', 50)).to.equal(500)
    await untilEvent(lab, 'alarm')
    const alarm = (await lab.environment.events()).find(({ kind }) => kind === 'alarm')
    expect(alarm?.alert).to.equal('OrdersFailing')
    expect(await byHand(lab, 'restored')).to.equal('none')

    const deployed = await byHand(lab, 'deployed')
    const url = await byHand(lab, 'restore', deployed)
    expect(await storedSeqs(url, 'w')).to.deep.equal(written)
    expect(await byHand(lab, 'restored')).to.equal('available')
    await byHand(lab, 'lead', 'restored')
    const next = await writeUntilAcknowledged(customerUrl, 'w', 100)
    expect(await storedSeqs(url, 'w')).to.deep.equal([...written, next])
    expect(await untilRedundant(lab)).to.equal('db-b streams from restored, sync')
    expect(await storedSeqs(insideUrl(lab, 'db-b'), 'w')).to.deep.equal([...written, next])
    const { components } = await lab.environment.describe()
    expect(components.filter(({ role }) => role === 'primary').map(({ id }) => id)).to.deep.equal(['restored'])
    expect(await undone(lab, target)).to.match(/restored was restored, and has it/)
    const error = await byHand(lab, 'end-restore').catch((reason: Error) => reason.message)
    expect(error).to.match(/is the writer: nothing else has its data/)
  })

  it('leaves nothing to restore from where nothing was kept', async () => {
    lab = await openLab(root)
    const error = await byHand(lab, 'restore', new Date().toISOString()).catch((reason: Error) => reason.message)
    expect(error).to.match(/archive=on/)
  })
})
