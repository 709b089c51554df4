"""Mail that goes out by itself: plain text, links to this site's own address, no secret but the link's."""

import logging
import smtplib

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from runs.models import Invitation, Role
from runs.presenters.links import from_outside

log = logging.getLogger(__name__)


def mail_invitation(invitation: Invitation, path: str) -> bool:
    """True where the mail was handed over. `path` is the link's, which nothing here may write down."""
    context = {
        "team": " ".join(invitation.team.name.split()),
        "sender": invitation.sender.email,
        "role": Role(invitation.role).label.lower(),
        "email": invitation.email,
        "url": from_outside(path),
        "expires": invitation.expires,
    }
    subject = f"Invitation to {context['team']} on k6admin"
    body = render_to_string("mail/invitation.txt", context)
    try:
        EmailMessage(subject, body, settings.DEFAULT_FROM_EMAIL, [invitation.email]).send()
    except (smtplib.SMTPException, OSError) as error:
        log.warning("an invitation could not be mailed: %s", type(error).__name__)
        return False
    return True
