"""Calls the endpoints whose address is given with boto3, and prints what it read as one object of JSON."""

import json
import sys

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

ENDPOINT = sys.argv[1]
CONFIG = Config(retries={"max_attempts": 1}, s3={"addressing_style": "path"})


def client(service):
    return boto3.client(
        service,
        endpoint_url=ENDPOINT,
        region_name="eu-west-1",
        aws_access_key_id="lab",
        aws_secret_access_key="lab",
        config=CONFIG,
    )


def error_of(call, **parameters):
    try:
        call(**parameters)
    except ClientError as error:
        answer = error.response
        return [answer["Error"]["Code"], answer["ResponseMetadata"]["HTTPStatusCode"]]
    return None


def tags_of(items):
    return {tag["Key"]: tag["Value"] for tag in items}


def main():
    sts, rds, ec2 = client("sts"), client("rds"), client("ec2")
    scaling, balancing, watch = client("autoscaling"), client("elbv2"), client("cloudwatch")
    fis, route53, s3 = client("fis"), client("route53"), client("s3")

    cluster = rds.describe_db_clusters(DBClusterIdentifier="blackstart-lab")["DBClusters"][0]
    instances = ec2.describe_instances(
        Filters=[{"Name": "tag:blackstart:drillable", "Values": ["true"]}],
    )["Reservations"]
    first = instances[0]["Instances"][0]
    group = scaling.describe_auto_scaling_groups()["AutoScalingGroups"][0]
    targets = balancing.describe_target_health(TargetGroupArn=group["TargetGroupARNs"][0])
    alarms = watch.describe_alarms(AlarmNames=["blackstart-lab-guard"])["MetricAlarms"]

    template = fis.create_experiment_template(
        clientToken="boto3",
        description="by boto3",
        roleArn="arn:aws:iam::000000000000:role/blackstart-fis",
        stopConditions=[{"source": "aws:cloudwatch:alarm", "value": alarms[0]["AlarmArn"]}],
        actions={"failover": {"actionId": "aws:rds:failover-db-cluster", "targets": {"Clusters": "cluster"}}},
        targets={
            "cluster": {
                "resourceType": "aws:rds:cluster",
                "resourceArns": [cluster["DBClusterArn"]],
                "selectionMode": "ALL",
            }
        },
    )["experimentTemplate"]
    experiment = fis.start_experiment(
        clientToken="boto3-preview",
        experimentTemplateId=template["id"],
        experimentOptions={"actionsMode": "skip-all"},
    )["experiment"]

    zone = route53.list_hosted_zones_by_name()["HostedZones"][0]["Id"]
    change = route53.change_resource_record_sets(
        HostedZoneId=zone,
        ChangeBatch={
            "Changes": [
                {
                    "Action": "UPSERT",
                    "ResourceRecordSet": {
                        "Name": "boto3.blackstart.test.",
                        "Type": "A",
                        "TTL": 5,
                        "ResourceRecords": [{"Value": "192.0.2.1"}, {"Value": "192.0.2.2"}],
                    },
                }
            ]
        },
    )["ChangeInfo"]
    listed = route53.list_resource_record_sets(HostedZoneId=zone)["ResourceRecordSets"]
    sets = [one for one in listed if one["Name"] == "boto3.blackstart.test."]

    s3.put_object(Bucket="blackstart-lab", Key="boto3/lock", Body=b"mine", IfNoneMatch="*")
    taken = error_of(s3.put_object, Bucket="blackstart-lab", Key="boto3/lock", Body=b"yours", IfNoneMatch="*")
    read = s3.get_object(Bucket="blackstart-lab", Key="boto3/lock")["Body"].read().decode()

    ended = ec2.terminate_instances(InstanceIds=[first["InstanceId"]])["TerminatingInstances"][0]
    activities = scaling.describe_scaling_activities(AutoScalingGroupName=group["AutoScalingGroupName"])
    failing = rds.failover_db_cluster(DBClusterIdentifier="blackstart-lab")["DBCluster"]["Status"]
    events = rds.describe_events(SourceType="db-cluster", Duration=60)["Events"]

    return {
        "account": sts.get_caller_identity()["Account"],
        "cluster": [cluster["Status"], [member["IsClusterWriter"] for member in cluster["DBClusterMembers"]]],
        "clusterTags": tags_of(cluster["TagList"]),
        "instances": [instance["Instances"][0]["State"]["Name"] for instance in instances],
        "group": [group["DesiredCapacity"], [member["LifecycleState"] for member in group["Instances"]]],
        "targets": [target["TargetHealth"]["State"] for target in targets["TargetHealthDescriptions"]],
        "alarm": alarms[0]["StateValue"],
        "experiment": [experiment["state"]["status"], experiment["experimentOptions"]["actionsMode"]],
        "lever": fis.get_safety_lever(id="default")["safetyLever"]["state"]["status"],
        "change": change["Status"],
        "recordSets": [[value["Value"] for value in one["ResourceRecords"]] for one in sets],
        "object": read,
        "taken": taken,
        "ended": [ended["PreviousState"]["Name"], ended["CurrentState"]["Name"]],
        "activities": [activity["StatusCode"] for activity in activities["Activities"]],
        "failing": failing,
        "events": [event["Message"] for event in events],
        "notThere": error_of(rds.failover_db_cluster, DBClusterIdentifier="other"),
        "noExperiment": error_of(fis.get_experiment, id="EXPnothing"),
        "noZone": error_of(route53.get_hosted_zone, Id="Z0"),
        "noInstance": error_of(ec2.describe_instances, InstanceIds=["i-0"]),
    }


print(json.dumps(main()))
