import { Command } from 'commander'
import { fisRolePolicy, fisTrustPolicy } from '../../environments/aws/iam/fis-role.ts'
import { fisActionsOf, operatorPolicy, readOnlyPolicy } from '../../environments/aws/iam/operator.ts'
import { type AwsScenarioOptions, readAwsScenarios } from '../aws-scenarios.ts'
import type { Finish } from '../exits.ts'
import { collect } from '../options.ts'

interface IamOptions extends AwsScenarioOptions {
  readonly readOnly?: boolean
}

export function iamCommand(_finish: Finish): Command {
  return new Command('iam')
    .description('prints the IAM policies that these scenarios need on AWS, and nothing beyond; asks AWS nothing')
    .argument('<scenarios...>', 'names of scenarios, or paths of scenario files')
    .option('--read-only', 'only what plan needs: looks, and changes nothing')
    .option('--set <key=value>', 'setting of the environment, for example via=fis', collect, [])
    .option('--config <file>', 'configuration file (default: blackstart.config.ts)')
    .action(async (names: readonly string[], options: IamOptions) => {
      const { settings, faults, hands } = await readAwsScenarios(names, options)
      const all = [...faults.values()].flat()
      const actions = fisActionsOf(all, settings.via)
      const policies =
        options.readOnly === true
          ? { operator: readOnlyPolicy(settings) }
          : {
              operator: operatorPolicy(all, settings.via, settings, hands),
              ...(actions.size === 0
                ? {}
                : { fisRole: { policy: fisRolePolicy(actions, settings), trust: fisTrustPolicy(settings) } }),
            }
      process.stdout.write(`${JSON.stringify(policies, null, 2)}\n`)
    })
}
