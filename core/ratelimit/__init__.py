"""Rate limits: by account, by address and by what somebody writes."""
