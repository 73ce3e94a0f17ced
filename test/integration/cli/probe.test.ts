import { expect } from 'chai'
import { CanaryService } from '../../support/canary-service.ts'
import { DrillSandbox } from '../../support/drill.ts'
import { OrderServer } from '../../support/order-server.ts'

describe('blackstart probe', function () {
  this.timeout(60_000)
  let sandbox: DrillSandbox
  let orders: OrderServer
  let other: CanaryService

  before(async () => {
    orders = await OrderServer.start()
    other = await CanaryService.start()
    const withPassword = orders.baseUrl.replace('//', '//me:planted-pw@')
    sandbox = new DrillSandbox({ env: { SHOP_URL: withPassword } })
  })
  after(async () => {
    await orders.stop()
    await other.down()
    sandbox.dispose()
  })

  const ask = (...args: string[]) => sandbox.command('probe', ...args)

  it('answers yes: 0', async () => {
    const { code, stdout } = await ask('write', orders.baseUrl)
    expect([code, stdout.startsWith(`working: write ${orders.baseUrl} in`)], stdout).to.deep.equal([0, true])
    expect([...orders.received.keys()].join()).to.match(/^blackstart-probe-\d+-\d+\/0$/)
  })

  it('answers no: 1, and yes to who expected that', async () => {
    other.answerAll = 503
    expect((await ask('read', other.url)).code).to.equal(1)
    expect((await ask('read', other.url, '--expect', 'failing')).code).to.equal(0)
    other.answerAll = undefined
    expect((await ask('read', other.url, '--expect', 'failing')).code).to.equal(1)
  })

  it('says that nobody is there: 69, and yes to who expected that', async () => {
    const { code, stdout } = await ask('read', 'http://127.0.0.1:1')
    expect([code, stdout]).to.deep.equal([69, 'not working: read http://127.0.0.1:1: connection-refused\n'])
    expect((await ask('write', 'postgres://me@127.0.0.1:1/shop', '--expect', 'failing')).code).to.equal(0)
  })

  it('keeps asking until it is as expected', async () => {
    await other.down()
    const answer = ask('read', other.url, '--within', '30s', '--every', '100ms')
    setTimeout(() => void other.up(), 1_500)
    expect((await answer).code).to.equal(0)
  })

  it('shows no password of an address that a variable holds', async () => {
    const { code, stdout, stderr } = await ask('write', 'SHOP_URL')
    expect(code, stderr).to.equal(0)
    expect(stdout + stderr)
      .to.include(orders.baseUrl)
      .and.to.not.include('planted-pw')
  })

  it('refuses what cannot be asked: 64', async () => {
    const { code, stderr } = await ask('delete', 'http://me:planted-pw@h', '--expect', 'nothing', '--within', 'soon')
    expect(code).to.equal(64)
    for (const part of ["'delete'", 'carries a secret', "--expect 'nothing'", "--within 'soon'"]) {
      expect(stderr).to.include(part)
    }
    expect(stderr).to.not.include('planted-pw')
  })
})
