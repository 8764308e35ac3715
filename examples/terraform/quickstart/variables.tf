variable "endpoint" {
  description = "HTTP API of any agent. Default: ORBIT_ENDPOINT, else http://127.0.0.1:8080."
  type        = string
  default     = null
}

variable "source_hostname" {
  description = "Host name of a broker of the source cluster."
  type        = string
  default     = "127.0.0.1"
}

variable "source_port" {
  description = "Port of that broker's listener."
  type        = number
  default     = 9092
}

variable "proxy" {
  description = "Whether the agents forward producers of the topics to the source until the cutover."
  type        = bool
  default     = true
}

variable "migrate" {
  description = "Whether the topics are cut over. There is no way back."
  type        = bool
  default     = false
}
