import { expect } from 'chai'
import { readComposeFiles } from '../../../src/environments/containers/preflight.ts'
import { FakeDocker } from './fake-docker.ts'

describe('reading compose files', () => {
  let docker: FakeDocker

  beforeEach(async () => {
    docker = await FakeDocker.make()
  })
  afterEach(() => docker.remove())

  it('says which services there are when a file laid over speaks of another', async () => {
    const model = JSON.stringify({ name: 'p', services: { api: {}, db: {} } })
    const says = 'service "database" has neither an image nor a build context specified: invalid compose project'
    const script = `case "$*" in *labels.yaml*) echo '${says}' >&2; exit 15;; esac\necho '${model}'`
    await docker.does(script)
    const error = await readComposeFiles({ compose: ['/compose.yaml', '/labels.yaml'], variables: {} }, 'p').catch(
      String,
    )
    expect(error).to.include("the service 'database', which /compose.yaml has not: it has api, db")
  })
})
