terraform {
  required_providers {
    orbit = {
      source  = "orbit-kafka/orbit"
      version = "~> 0.1"
    }
  }
}

# ORBIT_TOKEN in the environment holds the token
provider "orbit" {
  endpoint = "https://orbit.example.com:8080"
}
