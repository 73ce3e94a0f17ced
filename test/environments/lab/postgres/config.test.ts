import { expect } from 'chai'
import { primaryConninfo, renderHba, renderPostgresqlConf } from '../../../../src/environments/lab/postgres/config.ts'

function settingsOf(text: string): Map<string, string> {
  const lines = text.trimEnd().split('\n')
  return new Map(lines.map((line) => line.split(/ = (.*)/).slice(0, 2) as [string, string]))
}

describe('postgresql.conf', () => {
  it('listens on loopback only', () => {
    const settings = settingsOf(renderPostgresqlConf({ id: 'db-a', port: 23456 }))
    expect(settings.get('listen_addresses')).to.equal("'127.0.0.1'")
    expect(settings.get('unix_socket_directories')).to.equal("''")
    expect(settings.get('port')).to.equal("'23456'")
    expect(settings.get('cluster_name')).to.equal("'db-a'")
  })

  it('never sets a synchronous standby at the start, and a primary follows nobody', () => {
    const settings = settingsOf(renderPostgresqlConf({ id: 'db-a', port: 1 }))
    expect([...settings.keys()]).not.to.include.members(['synchronous_standby_names'])
    expect(settings.has('primary_conninfo')).to.equal(false)
  })

  it('points a standby at its primary', () => {
    const follows = { port: 3, applicationName: 'db_b' }
    const settings = settingsOf(renderPostgresqlConf({ id: 'db-b', port: 2, follows }))
    expect(settings.get('primary_conninfo')).to.equal(`'${primaryConninfo(follows)}'`)
  })

  it('lets further settings win, and names each setting once', () => {
    const text = renderPostgresqlConf({ id: 'a', port: 1, overrides: { fsync: 'on', autovacuum: 'off' } })
    const names = text
      .trimEnd()
      .split('\n')
      .map((line) => line.split(' ')[0])
    expect(new Set(names).size).to.equal(names.length)
    expect(settingsOf(text).get('fsync')).to.equal("'on'")
    expect(settingsOf(text).get('autovacuum')).to.equal("'off'")
  })

  it('quotes what could end a value', () => {
    const text = renderPostgresqlConf({ id: "it's\\", port: 1 })
    expect(settingsOf(text).get('cluster_name')).to.equal("'it''s\\\\'")
  })
})

describe('primary_conninfo', () => {
  it('bounds connecting and names the standby', () => {
    const text = primaryConninfo({ port: 5, applicationName: 'db_b' })
    expect(text).to.include('host=127.0.0.1 port=5 user=postgres application_name=db_b')
    expect(text).to.match(/connect_timeout=\d/)
    expect(text).to.match(/tcp_user_timeout=\d/)
  })

  it('quotes a name with a blank or a quote', () => {
    expect(primaryConninfo({ port: 5, applicationName: "b c'd" })).to.include("application_name='b c\\'d'")
  })
})

describe('pg_hba.conf', () => {
  it('lets in what comes by loopback and nothing else', () => {
    const lines = renderHba().trimEnd().split('\n')
    expect(lines).to.have.length(2)
    for (const line of lines) expect(line).to.match(/^host (all|replication) all 127\.0\.0\.1\/32 trust$/)
  })
})
