"""Prints botocore's model of a service as JSON: operations with method, path, members; for the tests beside this file."""
import json
import sys
import botocore.session

model = botocore.session.get_session().get_service_model(sys.argv[1])


def kind(shape, seen=()):
    if shape.type_name == "structure":
        return {
            "members": {
                name: {
                    "type": kind(member),
                    "required": name in shape.required_members,
                    "in": member.serialization.get("location", "body"),
                }
                for name, member in shape.members.items()
            }
        }
    if shape.type_name == "list":
        return {"list": kind(shape.member)}
    if shape.type_name == "map":
        return {"map": kind(shape.value)}
    return {"integer": "number", "long": "number", "float": "number"}.get(shape.type_name, shape.type_name)


operations = {}
errors = {}
for name in model.operation_names:
    operation = model.operation_model(name)
    operations[name] = {
        "method": operation.http["method"],
        "path": operation.http["requestUri"],
        "input": kind(operation.input_shape),
        "output": kind(operation.output_shape),
    }
    for error in operation.error_shapes:
        errors[error.name] = error.metadata["error"]["httpStatusCode"]
print(json.dumps({"operations": operations, "errors": errors}))
