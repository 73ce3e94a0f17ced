import { expect } from 'chai'
import type { LabEvent } from '../../../../../src/environments/lab/aws/lab-view.ts'
import { activitiesOf } from '../../../../../src/environments/lab/aws/services/auto-scaling.ts'

const event = (kind: string, component: string, atMs: number): LabEvent => ({
  kind,
  component,
  fromMs: atMs,
  toMs: atMs,
  text: '',
})

describe('the activities of the scaling group of the AWS endpoints', () => {
  it('are what auto-scaling did: an end and a launch for each loss', () => {
    const lost = event('instance-unhealthy', 'service-a-1', 1_000)
    const replaced = event('instance-replaced', 'service-a-2', 2_000)
    expect(activitiesOf([lost]).map(({ StatusCode }) => StatusCode)).to.deep.equal(['InProgress'])
    expect(activitiesOf([lost, replaced]).map(({ StatusCode }) => StatusCode)).to.deep.equal([
      'Successful',
      'Successful',
    ])
  })

  it('say of a launch that failed for want of capacity in which zone', () => {
    const told = activitiesOf([
      event('instance-unhealthy', 'service-a-1', 1_000),
      event('launch-failed', 'service-a-1', 1_500),
      event('instance-replaced', 'service-a-2', 9_000),
    ])
    expect(told.map(({ StatusCode }) => StatusCode)).to.deep.equal(['Successful', 'Failed', 'Successful'])
    const failed = told.find(({ StatusCode }) => StatusCode === 'Failed')
    expect(failed?.EndTime).to.deep.equal(new Date(1_500))
    expect(failed?.StatusMessage).to.match(/^InsufficientInstanceCapacity: .*\(eu-west-1a\)/)
  })
})
