// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/wire/redirect_target.h"

#include "core/crawl/model/unfit_link.h"
#include "core/crawl/url/byte_views.h"

#include <QCoreApplication>
#include <QLocale>

namespace lanescope::crawl {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMostQuoted = 80;

class Words {
    Q_DECLARE_TR_FUNCTIONS(RedirectTarget)
};

QString whyNowhere(const QByteArray& location)
{
    const FilterReason why = whyUnfit(viewOf(location));
    if (why == FilterReason::TooLong)
        return Words::tr("It redirects to a URL of more than %1 characters.").arg(QLocale().toString(Url::kMaxLength));
    QString text = QString::fromUtf8(location).simplified();
    if (text.size() > kMostQuoted)
        text = text.first(kMostQuoted) + u'…';
    return why == FilterReason::Scheme ? Words::tr("It redirects to “%1”; only http and https are crawled.").arg(text)
                                       : Words::tr("It redirects to “%1”, which is no URL.").arg(text);
}

void leadNowhere(Response& redirect, Fault fault, const QString& why)
{
    redirect.outcome = trace::RequestOutcome::BadAnswer;
    redirect.fault = fault;
    redirect.error = why;
}

} // namespace

std::optional<Url> redirectTarget(Response& redirect, int mostInARow, RedirectTrail& trail)
{
    auto url = Url::resolved(redirect.request.url, viewOf(redirect.location));
    if (!url) {
        leadNowhere(redirect, Fault::BadRedirect, whyNowhere(redirect.location));
    } else if (redirect.request.tag.redirects >= mostInARow) {
        leadNowhere(redirect, Fault::TooManyRedirects,
                    Words::tr("It redirects once more; %1 in a row are followed.").arg(mostInARow));
        url.reset();
    } else if (!trail.add(redirect.request.url.fingerprint(), url->fingerprint())) {
        leadNowhere(redirect, Fault::RedirectLoop,
                    Words::tr("It redirects to %1, and that led here.").arg(QString::fromLatin1(url->text())));
        url.reset();
    }
    return url;
}

QString whyNotFollowed(const Url& to, FilterReason why)
{
    const QString target = QString::fromLatin1(to.text());
    if (why == FilterReason::Duplicate)
        return Words::tr("It redirects to %1, which was found before.").arg(target);
    return Words::tr("It redirects to %1, which is filtered (%2).").arg(target, QString::fromLatin1(filterWord(why)));
}

} // namespace lanescope::crawl
