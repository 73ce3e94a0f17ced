import { expect } from 'chai'
import { BALANCER_ARN, REGION } from '../../../../../src/environments/lab/aws/account.ts'
import type { Call } from '../../../../../src/environments/lab/aws/call.ts'
import { ControlPlane } from '../../../../../src/environments/lab/aws/control-plane.ts'
import { Lateness } from '../../../../../src/environments/lab/aws/lateness.ts'
import { Conduct } from '../../../../../src/environments/lab/aws/misbehaviour.ts'
import { ZonalShifts } from '../../../../../src/environments/lab/aws/services/zonal-shifts.ts'
import { waitFor } from '../../../../../src/system/wait.ts'
import { FakeLab } from '../../../../support/aws/fake-lab.ts'
import { failure } from '../../../../support/aws/failure.ts'

const CALL: Call = { region: REGION, principal: 'operator', requestId: 'r' }
const SHIFT = { resourceIdentifier: BALANCER_ARN, awayFrom: 'euw1-az1', expiresIn: '1m', comment: 'why' }

describe('zonal shifts of the AWS endpoints', () => {
  const service = (minuteMs?: number) => {
    const lab = new FakeLab()
    const { operations } = new ZonalShifts(
      new ControlPlane(lab, new Lateness(1000), new Conduct(), 'cluster', 'ec2'),
      minuteMs,
    )
    const ask = async (operation: string, input: object): Promise<Record<string, unknown>> =>
      (await operations[operation]?.(input as never, CALL)) as Record<string, unknown>
    return { lab, ask }
  }

  it('end by themselves when their time is over', async () => {
    const { lab, ask } = service(20)
    const { startTime, expiryTime } = await ask('StartZonalShift', { ...SHIFT, expiresIn: '2m' })
    expect(Number(expiryTime) - Number(startTime)).to.equal(40)
    expect(lab.done).to.deep.equal(['shift a'])
    await waitFor('the end of the shift', async () => lab.done.includes('unshift'), { timeoutMs: 5_000, everyMs: 5 })
    const { appliedWeights, zonalShifts } = await ask('GetManagedResource', { resourceIdentifier: BALANCER_ARN })
    expect([appliedWeights, zonalShifts]).to.deep.equal([{ 'euw1-az1': 1, 'euw1-az2': 1 }, []])
  })

  it('are cancelled once, and one at a time', async () => {
    const { lab, ask } = service()
    const { zonalShiftId } = await ask('StartZonalShift', SHIFT)
    expect(await failure(ask('StartZonalShift', SHIFT))).to.include({ code: 'ConflictException' })
    await ask('CancelZonalShift', { zonalShiftId })
    expect(await failure(ask('CancelZonalShift', { zonalShiftId }))).to.include({ code: 'ConflictException' })
    expect(await failure(ask('CancelZonalShift', { zonalShiftId: 'x' }))).to.include({
      code: 'ResourceNotFoundException',
    })
    expect(lab.done).to.deep.equal(['shift a', 'unshift'])
  })

  for (const [what, change, code] of [
    ['the name of a zone', { awayFrom: 'eu-west-1a' }, 'ValidationException'],
    ['no time', { expiresIn: '0m' }, 'ValidationException'],
    ['seconds', { expiresIn: '90s' }, 'ValidationException'],
    ['more than three days', { expiresIn: '73h' }, 'ValidationException'],
    ['a long comment', { comment: 'c'.repeat(129) }, 'ValidationException'],
    ['something else than the load balancer', { resourceIdentifier: 'arn:x' }, 'ResourceNotFoundException'],
  ] as const) {
    it(`are refused for ${what}`, async () => {
      const { lab, ask } = service()
      expect(await failure(ask('StartZonalShift', { ...SHIFT, ...change }))).to.include({ code })
      expect(lab.done).to.deep.equal([])
    })
  }
})
