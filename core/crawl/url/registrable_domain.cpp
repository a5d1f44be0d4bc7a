// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/url/registrable_domain.h"

#include <libpsl.h>

namespace lanescope::crawl {

QByteArray registrableDomain(const QByteArray& host)
{
    // An IPv4 address looks like a name with four labels.
    const bool isAddress = host.startsWith('[') || (!host.isEmpty() && host.back() >= '0' && host.back() <= '9');
    if (isAddress)
        return host;
    const char* domain = psl_registrable_domain(psl_builtin(), host.constData());
    return domain == nullptr ? host : QByteArray(domain);
}

} // namespace lanescope::crawl
