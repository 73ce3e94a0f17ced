import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { expect } from 'chai'
import { FarClocks } from '../../../../src/environments/aws/clients/far-clocks.ts'
import { guarded } from '../../../../src/environments/aws/clients/guarded.ts'
import { refuseElsewhere, standIn } from '../../../../src/environments/aws/clients/stand-in.ts'

describe('what stands in for AWS', () => {
  it('is nothing, or one address for all services', () => {
    expect(standIn({})).to.equal(undefined)
    expect(standIn({ AWS_ENDPOINT_URL: '' })).to.equal(undefined)
    expect(standIn({ AWS_ENDPOINT_URL: 'http://127.0.0.1:4566' })).to.equal('http://127.0.0.1:4566')
  })

  it('is never one service alone: one party would be asked who we are, and another one be hit', () => {
    const env = { AWS_ENDPOINT_URL: 'http://127.0.0.1:1', AWS_ENDPOINT_URL_STS: 'http://127.0.0.1:2' }
    expect(() => standIn(env)).to.throw(/AWS_ENDPOINT_URL_STS: single services are led elsewhere/)
  })

  it('is none of the addresses of AWS, in all of its partitions', () => {
    for (const [service, host] of [
      ['rds', 'rds.eu-west-1.amazonaws.com'],
      ['rds', 'rds-fips.us-gov-west-1.amazonaws.com'],
      ['rds', 'rds.eu-west-1.api.aws'],
      ['fis', 'fis.cn-north-1.amazonaws.com.cn'],
      ['cloudwatch', 'monitoring.eusc-de-east-1.amazonaws.eu'],
      ['ec2', 'ec2.us-isob-east-1.sc2s.sgov.gov'],
      ['route53', 'route53.amazonaws.com'],
      ['route53', 'route53.us-gov.amazonaws.com'],
      ['sts', 'sts.amazonaws.com'],
      ['s3', 's3.eu-west-1.amazonaws.com'],
      ['s3', 'example-drills.s3.eu-west-1.amazonaws.com'],
      ['s3', 'example-drills.s3-fips.dualstack.us-east-1.amazonaws.com'],
    ] as const) {
      expect(() => refuseElsewhere(service, host), host).not.to.throw()
    }
  })

  it('is not AWS, whatever the name looks like: of customers, of another service, of nobody', () => {
    for (const [service, host] of [
      ['sts', 'internal-localstack-1.eu-west-1.elb.amazonaws.com'],
      ['sts', 'sts.eu-west-1.elb.amazonaws.com'],
      ['sts', 'abc123.execute-api.eu-west-1.amazonaws.com'],
      ['ec2', 'ec2-192-0-2-1.eu-west-1.compute.amazonaws.com'],
      ['rds', 'rds.s3.amazonaws.com'],
      ['s3', 'drills.localstack.s3.eu-west-1.amazonaws.com'],
      ['rds', 'sts.eu-west-1.amazonaws.com'],
      ['rds', '127.0.0.1'],
      ['rds', 'rds.eu-west-1.amazonaws.com.example.com'],
      ['rds', 'rds.notamazonaws.com'],
      ['rds', ''],
    ] as const) {
      expect(() => refuseElsewhere(service, host), host).to.throw(/is not AWS/)
    }
  })

  describe('by the profile', () => {
    const folder = mkdtempSync(join(tmpdir(), 'blackstart-test-'))
    const configured = process.env['AWS_CONFIG_FILE']
    let server: Server
    let asked = 0

    before(async () => {
      server = createServer((_, response) => {
        asked += 1
        response.writeHead(200).end()
      })
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      const { port } = server.address() as AddressInfo
      writeFileSync(join(folder, 'config'), `[default]\nendpoint_url = http://127.0.0.1:${port}\n`)
      process.env['AWS_CONFIG_FILE'] = join(folder, 'config')
    })
    after(() => {
      if (configured === undefined) delete process.env['AWS_CONFIG_FILE']
      else process.env['AWS_CONFIG_FILE'] = configured
      server.close()
      rmSync(folder, { recursive: true })
    })

    it('gets no request', async () => {
      const access = { record: () => {}, clocks: new FarClocks() }
      const credentials = { accessKeyId: 'real', secretAccessKey: 'real' }
      const sts = guarded(new STSClient({ region: 'eu-west-1', credentials }), 'sts', access)
      const error: unknown = await sts.send(new GetCallerIdentityCommand({})).catch((thrown: unknown) => thrown)
      expect(String(error)).to.match(/NotAwsError: 127\.0\.0\.1 is not AWS: the profile leads calls elsewhere/)
      expect(asked).to.equal(0)
    })
  })
})
