import { expect } from 'chai'
import { meaningOf } from '../../../../src/environments/aws/faults/rds-events.ts'

describe('what an event of RDS means', () => {
  const rows = [
    ['Multi-AZ instance failover started.', 'started'],
    ['Multi-AZ instance failover completed.', 'completed'],
    ['Multi-AZ failover to standby complete - DNS propagation may take a few minutes.', 'completed'],
    ['Abandoning user requested failover since a failover recently occurred on the instance.', 'abandoned'],
    ['Started cross AZ failover to DB instance: db-b', 'started'],
    ['Started same AZ failover to DB instance: db-b', 'started'],
    ['Completed failover to DB instance: db-b', 'completed'],
    ['Cluster failover failed, check the status of your cluster instances and try again.', 'failed'],
    ['Promoting previous primary again: db-a', 'failed'],
    ['DB instance restarted.', 'restarted'],
    ['Multi-AZ instance activation started.', undefined],
    ['Backing up DB instance', undefined],
  ] as const
  for (const [message, meaning] of rows) {
    it(`${message} ${meaning ?? 'has no bearing on a failover'}`, () => {
      expect(meaningOf({ message })).to.equal(meaning)
    })
  }
})
