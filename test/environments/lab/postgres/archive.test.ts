import { expect } from 'chai'
import { archiveCommand, archiveSettings, recoverySettings } from '../../../../src/environments/lab/postgres/archive.ts'

describe('WAL archiving', () => {
  it('writes a segment under its name only when all of it is there, and never over another', () => {
    expect(archiveCommand('/lab/archive')).to.equal(
      `test ! -f '/lab/archive'/%f && cp "%p" '/lab/archive'/%f.tmp && mv '/lab/archive'/%f.tmp '/lab/archive'/%f`,
    )
  })

  it('takes any path: neither the shell nor PostgreSQL reads anything into it', () => {
    expect(archiveSettings("/it's 100%f", 5)).to.deep.include({ archive_timeout: '5s' })
    expect(recoverySettings("/it's 100%f", undefined)['restore_command']).to.equal(`cp '/it'\\''s 100%%f'/%f "%p"`)
  })

  it('replays to a moment, or to the end', () => {
    expect(recoverySettings('/a', new Date(0))).to.include({ recovery_target_time: '1970-01-01 00:00:00.000+00' })
    expect(recoverySettings('/a', undefined)).to.not.have.property('recovery_target_time')
  })
})
