import { expect } from 'chai'
import {
  compose,
  ComposeError,
  ComposeMissingError,
  isMissingPlugin,
} from '../../../../src/environments/containers/compose/command.ts'
import { FakeDocker } from '../fake-docker.ts'

describe('docker compose', () => {
  let docker: FakeDocker
  const project = { project: 'p', files: ['/a.yaml', '/b.yaml'], variables: { GREETING: 'hello' } }
  // What is left of a longer time is no whole number.
  const options = { timeoutMs: 5_000.25 }

  beforeEach(async () => {
    docker = await FakeDocker.make()
  })
  afterEach(() => docker.remove())

  it('is called for the project and its files, with the variables', async () => {
    await docker.does('echo "$GREETING $*"')
    expect(await compose(project, ['config'], options)).to.equal(
      'hello compose --project-name p --file /a.yaml --file /b.yaml config\n',
    )
  })

  it('speaks to the engine that it is told, whatever else leads elsewhere', async () => {
    await docker.does('echo "$DOCKER_HOST ${DOCKER_CONTEXT-none}"')
    process.env['DOCKER_CONTEXT'] = 'production'
    try {
      const engine = { dockerHost: 'unix:///ours.sock', certPath: '', host: 'localhost', identity: 'A' }
      const variables = { DOCKER_HOST: 'tcp://elsewhere:2375' }
      expect(await compose({ ...project, variables, engine }, ['up'], options)).to.equal('unix:///ours.sock none\n')
    } finally {
      delete process.env['DOCKER_CONTEXT']
    }
  })

  it('passes on what compose says when it fails', async () => {
    await docker.does('echo "no such service: x" >&2; exit 15')
    const error = await compose(project, ['up'], options).catch((thrown: unknown) => thrown)
    expect(error).to.be.instanceOf(ComposeError).and.have.property('message', 'no such service: x')
  })

  it('names the plugin that is missing', async () => {
    await docker.does('echo "unknown shorthand flag: \'p\' in -p" >&2; exit 125')
    const error = await compose(project, ['up'], options).catch((thrown: unknown) => thrown)
    expect(error).to.be.instanceOf(ComposeMissingError)
    expect(String(error)).to.include('compose plugin, version 2')
  })

  it('names the client that is missing', async () => {
    process.env['PATH'] = docker.folder
    const error = await compose(project, ['up'], options).catch((thrown: unknown) => thrown)
    expect(error).to.be.instanceOf(ComposeMissingError)
    expect(String(error)).to.include("'docker' is not on PATH")
  })

  it('is ended with the reason of the signal', async () => {
    await docker.does('sleep 60')
    const interrupt = new AbortController()
    const running = compose(project, ['up'], { timeoutMs: 60_000, signal: interrupt.signal }).catch(
      (thrown: unknown) => thrown,
    )
    interrupt.abort(new Error('called off'))
    expect(String(await running)).to.include('called off')
  })

  it('tells a missing plugin from other complaints', () => {
    expect(isMissingPlugin("docker: 'compose' is not a docker command.")).to.equal(true)
    expect(isMissingPlugin('unknown flag: --project-name')).to.equal(true)
    expect(isMissingPlugin('unknown flag: --wait')).to.equal(false)
    expect(isMissingPlugin('service "web" refers to undefined network')).to.equal(false)
  })
})
