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
  source    = "../../modules/terraform"
  providers = { aws = aws.us_east_1 }

  organization_ids = ["m-11111111111111111111111111111111"]
}

module "us_west_2" {
  source    = "../../modules/terraform"
  providers = { aws = aws.us_west_2 }

  organization_ids = ["m-22222222222222222222222222222222"]
}

module "eu_west_1" {
  source    = "../../modules/terraform"
  providers = { aws = aws.eu_west_1 }

  organization_ids = ["m-33333333333333333333333333333333"]
}

output "workmail" {
  description = "What was deployed, by Region."
  value = {
    for deployment in [module.us_east_1, module.us_west_2, module.eu_west_1] :
    deployment.region => deployment
  }
}
