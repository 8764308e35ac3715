terraform {
  required_version = ">= 1.0"

  required_providers {
    orbit = {
      source  = "orbit-kafka/orbit"
      version = "~> 0.1"
    }
  }
}

provider "orbit" {
  endpoint = var.endpoint
}
