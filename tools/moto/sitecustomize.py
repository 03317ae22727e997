"""Python loads this at start when its folder is on PYTHONPATH.

moto 5.2 forgets some of what Lambda is told, and Terraform then plans it again
for ever. This keeps those settings as Lambda does. Nothing else is changed, and
nothing at all where moto knows them.
"""

FORGOTTEN = ("LoggingConfig", "KMSKeyArn", "DeadLetterConfig", "TracingConfig")


def keep_lambda_settings() -> None:
    from moto.awslambda.models import LambdaFunction

    init = LambdaFunction.__init__
    get_configuration = LambdaFunction.get_configuration
    update_configuration = LambdaFunction.update_configuration

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
        return update_configuration(self, config_updates)

    LambdaFunction.__init__ = patched_init
    LambdaFunction.get_configuration = patched_get_configuration
    LambdaFunction.update_configuration = patched_update_configuration


try:
    keep_lambda_settings()
except ImportError:
    pass  # A Python without moto.
