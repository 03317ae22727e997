# All examples in one configuration. Copy the module's call of the example that you need.
provider "aws" {
  region = "eu-west-1"
}
