# The three Regions by hand: one state, one provider configuration each.

terraform {
  required_version = ">= 1.5.7"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.83, < 7.0"
    }
  }
}

variable "filename" {
  description = "Path of the function's zip."
  type        = string
}

variable "organization_ids" {
  description = "WorkMail organizations of each Region."
  type        = map(list(string))
  default = {
    "us-east-1" = ["m-00000000000000000000000000000000"]
    "us-west-2" = ["m-00000000000000000000000000000000"]
    "eu-west-1" = ["m-00000000000000000000000000000000"]
  }
}

provider "aws" {
  alias  = "us_east_1"
  region = "us-east-1"
}

provider "aws" {
  alias  = "us_west_2"
  region = "us-west-2"
}

provider "aws" {
  alias  = "eu_west_1"
  region = "eu-west-1"
}

module "us_east_1" {
  source           = "./workmail"
  filename         = var.filename
  organization_ids = var.organization_ids["us-east-1"]
  providers        = { aws = aws.us_east_1 }
}

module "us_west_2" {
  source           = "./workmail"
  filename         = var.filename
  organization_ids = var.organization_ids["us-west-2"]
  providers        = { aws = aws.us_west_2 }
}

module "eu_west_1" {
  source           = "./workmail"
  filename         = var.filename
  organization_ids = var.organization_ids["eu-west-1"]
  providers        = { aws = aws.eu_west_1 }
}

output "function_arns" {
  description = "ARN of each Region's function, for its email flow rule."
  value = {
    "us-east-1" = module.us_east_1.function_arn
    "us-west-2" = module.us_west_2.function_arn
    "eu-west-1" = module.eu_west_1.function_arn
  }
}
