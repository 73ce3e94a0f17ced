import { join } from 'node:path'
import type { LocalAws } from '../../environment.ts'
import { ACCOUNT, REGION, SECOND_REGION } from '../aws/account.ts'
import type { AwsConfig } from '../aws/run.ts'
import type { LabFolder } from '../folder.ts'
import type { LabChild } from '../process/lab-child.ts'
import type { LabSettings } from '../settings.ts'
import type { PartSpawner } from './part-spawner.ts'

/** Starts the AWS endpoints: they come to labd by its own socket, as anybody does who is not a part of the lab. */
export function startAws(
  spawner: PartSpawner,
  folder: LabFolder,
  evidenceFolder: string,
  settings: LabSettings,
): Promise<LabChild> {
  const config: AwsConfig = {
    labdSocket: folder.socket,
    speed: settings.awsSpeed,
    databaseForm: settings.awsDatabase,
    computeForm: settings.awsCompute,
    conduct: settings.awsConduct,
    callsFile: join(evidenceFolder, 'aws-received.ndjson'),
  }
  return spawner.start('aws-endpoints', 'lab-aws', config)
}

/** How a client finds them. @param writerUrl - address of the database behind them that writes */
export function localAws(port: number, { awsSpeed }: LabSettings, writerUrl: string): LocalAws {
  return {
    sqlUrl: writerUrl,
    endpoint: `http://127.0.0.1:${port}`,
    accountId: ACCOUNT,
    region: REGION,
    secondRegion: SECOND_REGION,
    speed: awsSpeed,
  }
}
