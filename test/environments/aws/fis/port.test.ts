import { expect } from 'chai'
import { fisPort } from '../../../../src/environments/aws/fis/port.ts'
import type { FisTransport } from '../../../../src/environments/aws/fis/transport.ts'
import { serviceError } from '../fake-ports.ts'

const PATIENCE_MS = 5_000
const START = { templateId: 'EXT1', mode: 'skip-all', clientToken: 'c', tags: {} } as const
const THROTTLED = serviceError('ThrottlingException', 429)
const DENIED = serviceError('AccessDeniedException', 403)

describe('FIS, when its answers do not come', () => {
  let asked: string[]
  let status: string
  beforeEach(() => {
    asked = []
    status = 'running'
  })

  /** Refuses so many of each operation, and answers then; a preview that was asked for is an experiment that runs. */
  const answering = (refusals: Record<string, Error[]>): FisTransport => ({
    name: 'refusing',
    knows: () => true,
    send: async (operation) => {
      asked.push(operation)
      const refusal = refusals[operation]?.shift()
      if (refusal !== undefined) throw refusal
      if (operation === 'StopExperiment') status = 'stopped'
      return { experiment: { id: 'EXP1', state: { status } } }
    },
  })
  const outcome = async (work: Promise<unknown>): Promise<string> =>
    await work.then(
      () => 'done',
      (error: unknown) => (error as Error).message,
    )

  it('stops a false preview although it is told to slow down: the second line of defence does not try once', async () => {
    const port = fisPort(answering({ StopExperiment: [THROTTLED, THROTTLED], GetExperiment: [THROTTLED] }), PATIENCE_MS)
    expect(await outcome(port.start(START))).to.match(/it was stopped at once and is stopped/)
    expect(asked.filter((operation) => operation === 'StopExperiment')).to.have.length(3)
  })

  it('goes on when all attempts of one call were in vain', async () => {
    const refusals = { StopExperiment: Array.from({ length: 4 }, () => THROTTLED), GetExperiment: [] }
    expect(await outcome(fisPort(answering(refusals), PATIENCE_MS).start(START))).to.match(/it was stopped at once/)
  })

  it('calls for a person at once where it may not stop it', async () => {
    const refusals = { StopExperiment: [DENIED, DENIED] }
    const text = await outcome(fisPort(answering(refusals), PATIENCE_MS).start(START))
    expect(text).to.match(/could not be stopped \(AccessDeniedException.*stop it by hand/)
  })

  it('asks again for what may be repeated, and only then; what begins something is asked once', async () => {
    const port = fisPort(
      answering({ GetExperiment: [THROTTLED, THROTTLED], StopExperiment: [DENIED], StartExperiment: [THROTTLED] }),
    )
    expect((await port.get('EXP1')).id).to.equal('EXP1')
    expect(await outcome(port.stop('EXP1'))).to.equal('AccessDeniedException')
    expect(await outcome(port.start({ ...START, mode: 'run-all' }))).to.equal('ThrottlingException')
    expect(asked).to.deep.equal([
      ...Array.from({ length: 3 }, () => 'GetExperiment'),
      'StopExperiment',
      'StartExperiment',
    ])
  })

  it('takes a template that is gone for one that is deleted', async () => {
    const refusals = { DeleteExperimentTemplate: [serviceError('ResourceNotFoundException', 404)] }
    expect(await outcome(fisPort(answering(refusals)).deleteTemplate('EXT1'))).to.equal('done')
  })
})
