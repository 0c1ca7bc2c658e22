"""What companies say of themselves in tests: one complete entry of each kind, and who says it."""

from aeo.domain.vocabulary import Actor, Role
from aeo.models.company import Company
from aeo.services.profile import Kind
from tests.people import a_member

SITE = {
    "name": "Kwai Chung warehouse",
    "site_type": "warehouse",
    "tenure": "leased",
    "address": "1 Container Port Road",
    "hours": "Mon to Sat, 08:00 to 20:00",
    "staff_count": 12,
    "handles_cargo": True,
    "loads_units": True,
    "shared_building": False,
    "in_scope": True,
}
PERSON = {
    "name": "Yeung Mei Fong",
    "role": ["director", "signatory"],
    "post": "Director",
    "email": "mf.yeung@kestrelbay.example",
    "phone": "2123 4567",
    "can_sign": True,
}
PARTNER = {
    "name": "Peak Haulage Limited",
    "country": "Hong Kong",
    "role": "haulier",
    "risk_grade": "low",
    "security_clause": True,
}
STEP = {"what": "Collect the goods", "who": "Peak Haulage", "place": "Tuen Mun"}
FLOW = {
    "name": "Sea export, full container",
    "direction": "export",
    "modes": ["sea", "road"],
    "role": "forwarder",
    "steps": [STEP, {**STEP, "what": "Seal the container", "seal": "High security"}],
}
COMPANY = {
    "legal_form": "limited_company",
    "established_on": "2011-04-18",
    "registered_address": "2 Harbour Road",
    "business_address": "2 Harbour Road",
    "phone": "2123 4567",
    "email": "office@kestrelbay.example",
    "employee_band": "10_49",
    "roles": ["forwarder"],
    "modes": ["sea"],
    "consent_register": True,
    "consent_mra": False,
}
ENTRIES = {Kind.SITE: SITE, Kind.PERSON: PERSON, Kind.PARTNER: PARTNER, Kind.FLOW: FLOW}


def somebody_of(company: Company, *roles: Role, name: str = "Ada Chan", sites=()) -> Actor:
    user = a_member(company, *(roles or (Role.COORDINATOR,)), name=name)
    roles = frozenset(roles or (Role.COORDINATOR,))
    return Actor(
        user_id=user.id, roles=roles, company_id=company.id, name=name, sites=frozenset(sites)
    )
