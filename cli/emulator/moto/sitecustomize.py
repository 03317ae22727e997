"""Python loads this at start when its folder is on PYTHONPATH.

moto 5.2 forgets some of what Lambda is told, and Terraform then plans it again
for ever. It does not know saved queries for logs at all, nor that an alias has a
resource policy of its own, nor how a receipt rule of SES is deleted or moved, nor where
its configuration sets publish events. This keeps them as AWS does. Nothing else is changed,
and nothing at all where moto knows them.
"""

import json
import uuid
from urllib.parse import unquote

FORGOTTEN = ("LoggingConfig", "KMSKeyArn", "DeadLetterConfig", "TracingConfig")


def keep_lambda_settings() -> None:
    from moto.awslambda.models import LambdaFunction

    init = LambdaFunction.__init__
    get_configuration = LambdaFunction.get_configuration
    update_configuration = LambdaFunction.update_configuration
    update_code = LambdaFunction.update_function_code

    def remember(self, spec):
        self.__dict__.setdefault("kept_settings", {}).update(
            {name: spec[name] for name in FORGOTTEN if spec.get(name)}
        )

    def patched_init(self, account_id, spec, *args, **kwargs):
        remember(self, spec)
        init(self, account_id, spec, *args, **kwargs)

    def patched_get_configuration(self, *args, **kwargs):
        configuration = get_configuration(self, *args, **kwargs)
        configuration.setdefault(
            "LoggingConfig",
            {"LogFormat": "Text", "LogGroup": f"/aws/lambda/{self.function_name}"},
        )
        return {**configuration, **self.kept_settings}

    def patched_update_configuration(self, config_updates):
        remember(self, config_updates)
        if "EphemeralStorage" in config_updates:
            self.ephemeral_storage = config_updates["EphemeralStorage"]["Size"]
        return update_configuration(self, config_updates)

    def patched_update_code(self, updated_spec):
        self.architectures = updated_spec.get("Architectures") or self.architectures
        return update_code(self, updated_spec)

    LambdaFunction.__init__ = patched_init
    LambdaFunction.get_configuration = patched_get_configuration
    LambdaFunction.update_configuration = patched_update_configuration
    LambdaFunction.update_function_code = patched_update_code


def change_code_signing() -> None:
    """moto tells which configuration a function was created with, and takes no other."""
    from moto.awslambda.responses import LambdaResponse

    def configure(self, arn):
        function_name = unquote(self.path.rsplit("/", 2)[-2])
        function = self.backend.get_function(function_name)
        function.code_signing_config_arn = arn
        return function.get_function_code_signing_config()

    def put_function_code_signing_config(self) -> str:
        return json.dumps(configure(self, self.json_body["CodeSigningConfigArn"]))

    def delete_function_code_signing_config(self):
        configure(self, None)
        return 204, {"status": 204}, "{}"

    LambdaResponse.put_function_code_signing_config = put_function_code_signing_config
    LambdaResponse.delete_function_code_signing_config = (
        delete_function_code_signing_config
    )


def change_keys() -> None:
    """
    moto changes no key of a log group and of a table. It lets a queue have two
    kinds of encryption, and forgets its policy when anything else changes.
    """
    from moto.dynamodb.responses import DynamoHandler
    from moto.logs.responses import LogsResponse
    from moto.sqs.models import Queue

    set_attributes = Queue._set_attributes
    update_table = DynamoHandler.update_table

    def associate_kms_key(self) -> str:
        group = self.logs_backend.groups[self._get_param("logGroupName")]
        group.kms_key_id = self._get_param("kmsKeyId")
        return ""

    def patched_set_attributes(self, attributes, now=None):
        policy = getattr(self, "policy", None)
        set_attributes(self, attributes, now)
        self.policy = attributes.get("Policy", policy)
        if attributes.get("KmsMasterKeyId"):
            self.sqs_managed_sse_enabled = False

    def patched_update_table(self):
        specification = self.body.get("SSESpecification")
        if specification is not None:
            table = self.dynamodb_backend.get_table(self.body["TableName"])
            table.sse_specification = specification
        return update_table(self)

    DynamoHandler.update_table = patched_update_table
    LogsResponse.associate_kms_key = associate_kms_key
    LogsResponse.disassociate_kms_key = associate_kms_key
    Queue._set_attributes = patched_set_attributes


def keep_log_group_class() -> None:
    """moto forgets the class of a log group, which can only be replaced to change it."""
    from moto.logs.models import LogGroup
    from moto.logs.responses import LogsResponse

    create = LogsResponse.create_log_group
    describe = LogGroup.to_describe_dict

    def create_log_group(self) -> str:
        answer = create(self)
        group = self.logs_backend.groups[self._get_param("logGroupName")]
        group.log_group_class = self._get_param("logGroupClass") or "STANDARD"
        return answer

    def to_describe_dict(self):
        described = describe(self)
        described.setdefault("logGroupClass", getattr(self, "log_group_class", "STANDARD"))
        return described

    LogsResponse.create_log_group = create_log_group
    LogGroup.to_describe_dict = to_describe_dict


def serve_code() -> None:
    """moto tells an address of the code at which there is nothing."""
    from base64 import b64encode

    from moto.awslambda.models import LambdaFunction

    get_code = LambdaFunction.get_code

    def patched_get_code(self):
        answer = get_code(self)
        if "Location" in answer.get("Code", {}):
            content = b64encode(self.code_bytes).decode()
            answer["Code"]["Location"] = f"data:application/zip;base64,{content}"
        return answer

    LambdaFunction.get_code = patched_get_code


def replace_event_invoke_config() -> None:
    """moto adds what is put to a list, and then tells the oldest."""
    from moto.awslambda.models import LambdaBackend

    put = LambdaBackend.put_function_event_invoke_config

    def patched_put(self, function_name, config):
        self.get_function(function_name).event_invoke_config.clear()
        return put(self, function_name, config)

    LambdaBackend.put_function_event_invoke_config = patched_put


def keep_query_definitions() -> None:
    from moto.logs.responses import LogsResponse

    if hasattr(LogsResponse, "put_query_definition"):
        return

    def saved(self) -> dict:
        return self.logs_backend.__dict__.setdefault("query_definitions", {})

    def put_query_definition(self) -> str:
        definition = {
            name: self._get_param(name)
            for name in ("name", "queryString", "logGroupNames")
        }
        query_id = self._get_param("queryDefinitionId") or str(uuid.uuid4())
        saved(self)[query_id] = {**definition, "queryDefinitionId": query_id}
        return json.dumps({"queryDefinitionId": query_id})

    def describe_query_definitions(self) -> str:
        prefix = self._get_param("queryDefinitionNamePrefix") or ""
        found = [
            definition
            for definition in saved(self).values()
            if definition["name"].startswith(prefix)
        ]
        return json.dumps({"queryDefinitions": found})

    def delete_query_definition(self) -> str:
        query_id = self._get_param("queryDefinitionId")
        return json.dumps({"success": saved(self).pop(query_id, None) is not None})

    LogsResponse.put_query_definition = put_query_definition
    LogsResponse.describe_query_definitions = describe_query_definitions
    LogsResponse.delete_query_definition = delete_query_definition


def keep_policies_apart() -> None:
    """
    An alias has a resource policy of its own. moto puts the alias's statements
    to the version that it names just then, and takes them from the function. It
    takes a second statement with the same id, where Lambda refuses it. And of two
    statements that are removed at once, it may not find one: whoever waits for it
    to be gone waits in vain.
    """
    from threading import Lock

    from moto.awslambda.exceptions import LambdaClientError
    from moto.awslambda.models import LambdaBackend
    from moto.awslambda.policy import Policy
    from moto.awslambda.responses import LambdaResponse

    lock = Lock()

    def policy_of(self, function_name, qualifier):
        self.get_function(function_name, qualifier)
        function = self.get_function(function_name)
        if qualifier in (None, "$LATEST"):
            return function.policy
        policies = function.__dict__.setdefault("policies_of_qualifiers", {})
        return policies.setdefault(qualifier, Policy(function))

    def conflict(sid):
        error = LambdaClientError(
            "ResourceConflictException",
            f"The statement id ({sid}) provided already exists.",
        )
        error.code = 409
        return error

    def patched_add_permission(self, function_name, qualifier, raw):
        with lock:
            policy = policy_of(self, function_name, qualifier)
            sid = json.loads(raw).get("StatementId")
            if any(statement["Sid"] == sid for statement in policy.statements):
                raise conflict(sid)
            return policy.add_statement(raw, qualifier)[0]

    def patched_get_policy(self, function_name, qualifier=None):
        return policy_of(self, function_name, qualifier).wire_format()

    def patched_remove_permission(self):
        name, _, sid = unquote(self.path).split("/")[-3:]
        qualifier = self.querystring.get("Qualifier", [None])[0]
        with lock:
            policy_of(self.backend, name, qualifier).del_statement(sid)
        return 204, {"status": 204}, "{}"

    LambdaBackend.add_permission = patched_add_permission
    LambdaBackend.get_policy = patched_get_policy
    LambdaResponse.remove_permission = patched_remove_permission


def serve_full_queues() -> None:
    """
    moto's SQS asks its clock for every message in a queue whenever one is sent
    or received, and its clock is slow: thousands of messages take minutes. And
    of two deletions that arrive at once, it may forget one.
    """
    from threading import Lock
    from time import time

    from moto.sqs import models

    models.unix_time_millis = lambda: time() * 1000

    delete_message = models.Queue.delete_message
    lock = Lock()

    def patched_delete_message(self, receipt_handle):
        with lock:
            delete_message(self, receipt_handle)

    models.Queue.delete_message = patched_delete_message


def complete_receipt_rules() -> None:
    """moto creates receipt rules of SES, two of one name, too. It deletes and moves none."""
    from moto.core.responses import EmptyResult
    from moto.ses.exceptions import AlreadyExists, RuleDoesNotExist
    from moto.ses.models import SESBackend
    from moto.ses.responses import EmailResponse

    if hasattr(EmailResponse, "delete_receipt_rule"):
        return

    def delete_receipt_rule(self):
        rule_set = self.backend.describe_receipt_rule_set(self._get_param("RuleSetName"))
        name = self._get_param("RuleName")
        rule_set.rules = [rule for rule in rule_set.rules if rule["Name"] != name]
        return EmptyResult()

    def set_receipt_rule_position(self):
        rule_set = self.backend.describe_receipt_rule_set(self._get_param("RuleSetName"))
        name, after = self._get_param("RuleName"), self._get_param("After")
        names = [rule["Name"] for rule in rule_set.rules]
        for needed in [name, *([after] if after else [])]:
            if needed not in names:
                raise RuleDoesNotExist(f"Rule does not exist: {needed}")
        if name != after:
            moved = rule_set.rules.pop(names.index(name))
            names.remove(name)
            rule_set.rules.insert(names.index(after) + 1 if after else 0, moved)
        return EmptyResult()

    create = SESBackend.create_receipt_rule

    def create_receipt_rule(self, rule_set_name, rule, after):
        rule_set = self.receipt_rule_set.get(rule_set_name)
        if rule_set and any(it["Name"] == rule["Name"] for it in rule_set.rules):
            raise AlreadyExists(f"Rule already exists: {rule['Name']}")
        return create(self, rule_set_name, rule, after)

    EmailResponse.delete_receipt_rule = delete_receipt_rule
    EmailResponse.set_receipt_rule_position = set_receipt_rule_position
    SESBackend.create_receipt_rule = create_receipt_rule


def keep_sending_destinations() -> None:
    """moto knows no event destinations of SES's configuration sets."""
    from moto.core.exceptions import JsonRESTError
    from moto.sesv2.responses import SESV2Response
    from moto.sesv2.urls import url_paths

    if hasattr(SESV2Response, "create_configuration_set_event_destination"):
        return

    def destinations(self) -> dict:
        # /v2/email/configuration-sets/NAME/event-destinations/DESTINATION
        name = unquote(self.path).split("/")[4]
        self.sesv2_backend.get_configuration_set(configuration_set_name=name)
        return self.sesv2_backend.__dict__.setdefault("event_destinations", {}).setdefault(name, {})

    def destination_name(self) -> str:
        return unquote(self.path).split("/")[6]

    def create(self) -> str:
        body = json.loads(self.body)
        name, existing = body["EventDestinationName"], destinations(self)
        if name in existing:
            raise JsonRESTError("AlreadyExistsException", f"Event destination already exists: {name}")
        existing[name] = body["EventDestination"]
        return "{}"

    def update(self) -> str:
        destinations(self)[destination_name(self)] = json.loads(self.body)["EventDestination"]
        return "{}"

    def delete(self) -> str:
        destinations(self).pop(destination_name(self), None)
        return "{}"

    def get(self) -> str:
        found = [{"Name": name, **it} for name, it in destinations(self).items()]
        return json.dumps({"EventDestinations": found})

    path = "{0}/v2/email/configuration-sets/(?P<ConfigurationSetName>[^/]+)/event-destinations"
    url_paths[f"{path}$"] = SESV2Response.dispatch
    url_paths[f"{path}/(?P<EventDestinationName>[^/]+)$"] = SESV2Response.dispatch
    SESV2Response.create_configuration_set_event_destination = create
    SESV2Response.update_configuration_set_event_destination = update
    SESV2Response.delete_configuration_set_event_destination = delete
    SESV2Response.get_configuration_set_event_destinations = get


try:
    serve_full_queues()
    keep_lambda_settings()
    change_code_signing()
    change_keys()
    keep_log_group_class()
    serve_code()
    keep_policies_apart()
    replace_event_invoke_config()
    keep_query_definitions()
    complete_receipt_rules()
    keep_sending_destinations()
except ImportError:
    pass  # A Python without moto.
