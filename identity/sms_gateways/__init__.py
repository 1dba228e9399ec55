"""Adapters of the port `SmsGateway`: the simulated phone, the developer's console, Twilio, any JSON gateway."""
