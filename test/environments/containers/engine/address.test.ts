import { expect } from 'chai'
import { dockerCommand, engineVariables, identityOf } from '../../../../src/environments/containers/engine/address.ts'

const local = { dockerHost: 'unix:///run/user/1000/docker.sock', certPath: '', host: 'localhost', identity: 'A' }
const remote = { dockerHost: 'tcp://10.0.0.7:2376', certPath: '/home/ann/my keys', host: '10.0.0.7', identity: 'A' }

describe('address of an engine', () => {
  it('is known by the id that Docker keeps', () => {
    expect(identityOf({ ID: 'ABCD', Name: 'host' }, { ID: 'ABCD', Name: 'renamed' })).to.equal('ABCD')
  })

  it('is known by its machine and data where the id is made up whenever somebody asks', () => {
    const podman = { Name: 'host', DockerRootDir: '/var/lib/containers' }
    expect(identityOf({ ID: '1', ...podman }, { ID: '2', ...podman })).to.equal('host:/var/lib/containers')
  })

  it("is what docker and compose are told, whatever the shell's context says", () => {
    const before = { DOCKER_CONTEXT: 'production', DOCKER_TLS_VERIFY: '1', PATH: '/bin' }
    expect(JSON.parse(JSON.stringify({ ...before, ...engineVariables(local) }))).to.deep.equal({
      PATH: '/bin',
      DOCKER_HOST: 'unix:///run/user/1000/docker.sock',
    })
    expect(engineVariables(remote)).to.include({ DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: '/home/ann/my keys' })
  })

  it('is in the command that people paste', () => {
    expect(dockerCommand(local)).to.equal('docker --host unix:///run/user/1000/docker.sock')
    expect(dockerCommand(remote)).to.equal(
      "docker --host tcp://10.0.0.7:2376 --tlsverify --tlscacert '/home/ann/my keys/ca.pem' " +
        "--tlscert '/home/ann/my keys/cert.pem' --tlskey '/home/ann/my keys/key.pem'",
    )
  })
})
