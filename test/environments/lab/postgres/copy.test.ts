import { expect } from 'chai'
import { partOfBackup } from '../../../../src/environments/lab/postgres/copy.ts'

describe('What belongs into a base backup', () => {
  it('is the data', () => {
    for (const path of ['PG_VERSION', 'global/pg_control', 'base/5/1259', 'pg_xact/0000', 'pg_ident.conf'])
      expect(partOfBackup(path, false), path).to.equal('copy')
    expect(partOfBackup('base', true)).to.equal('copy')
  })

  it("is not the source's WAL, slots or locks, but their folders", () => {
    for (const path of ['pg_wal', 'pg_replslot', 'pg_notify', 'pg_subtrans'])
      expect(partOfBackup(path, true), path).to.equal('empty')
  })

  it('is not who the source is', () => {
    const own = ['postmaster.pid', 'postgresql.conf', 'postgresql.auto.conf', 'standby.signal', 'backup_label']
    for (const path of own) expect(partOfBackup(path, false), path).to.equal('leave')
  })

  it('is not what is rebuilt or temporary', () => {
    for (const path of ['base/5/pg_internal.init', 'global/pg_internal.init.77', 'base/5/pgsql_tmp9.1'])
      expect(partOfBackup(path, false), path).to.equal('leave')
  })
})
