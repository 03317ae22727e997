terraform {
  required_version = ">= 1.5.7"

  required_providers {
    aws = { source = "hashicorp/aws", version = ">= 5.83, < 7.0" }
  }
}
