# A message centre of SMPP 3.4 by Net::SMPP: it tells on a line of its own, tab by tab, what it was sent. Its answer
# follows from the number: to +49 171 it is the status that the two digits behind say, to +49 172 none comes before a
# third is there, and to +49 173 it hangs up. To whoever is bound as receiver it hands over what it reads: the fields of a
# deliver_sm, tab by tab, with values in hex; “hang up” in place of them ends the line.
use strict;
use warnings;
use IO::Handle;
use IO::Select;
use Net::SMPP;

$SIG{CHLD} = 'IGNORE';
STDOUT->autoflush(1);
my $door = Net::SMPP->new_listen('127.0.0.1', port => 0, smpp_version => 0x34) or die "cannot listen: $!";
tell_of('listening', $door->sockport);

while (my $line = $door->accept) {
  next if fork;
  serve($line);
  exit;
}

sub tell_of { print join("\t", @_), "\n" }

sub serve {
  my ($line) = @_;
  my ($count, @held) = (0);
  while (my $pdu = $line->read_pdu) {
    my ($command, $seq) = (Net::SMPP::pdu_tab->{ $pdu->{cmd} }{cmd}, $pdu->{seq});
    if ($command eq 'bind_transceiver') {
      my $known = $pdu->{system_id} eq 'shop' && $pdu->{password} eq 'pass word';
      tell_of($command, $pdu->{system_id}, $pdu->{system_type}, sprintf('%x', $pdu->{interface_version}));
      $line->bind_transceiver_resp(system_id => 'CENTRE', seq => $seq, status => $known ? 0 : 0x0e);
      next unless $known;
      $line->enquire_link(async => 1);
      $line->deliver_sm(async => 1, source_addr => '4930123456', destination_addr => '12345', short_message => 'STOP');
    } elsif ($command eq 'bind_receiver') {
      my $known = $pdu->{system_id} eq 'shop' && $pdu->{password} eq 'pass word';
      $line->bind_receiver_resp(system_id => 'CENTRE', seq => $seq, status => $known ? 0 : 0x0e);
      tell_of($command, $pdu->{system_id}, $pdu->{system_type}, sprintf('%x', $pdu->{interface_version}));
      next unless $known;
      $line->enquire_link(async => 1);
      hand_over($line);
      last;
    } elsif ($command eq 'submit_sm') {
      my $text = length $pdu->{short_message} ? $pdu->{short_message} : $pdu->{message_payload};
      my @from = map { $pdu->{"source_addr$_"} } '_ton', '_npi', '';
      my @to = ($pdu->{dest_addr_ton}, $pdu->{dest_addr_npi}, $pdu->{destination_addr});
      tell_of($command, @from, @to, @$pdu{qw(esm_class data_coding registered_delivery)}, unpack('H*', $text));
      my ($kind, $status) = $pdu->{destination_addr} =~ /^4917([123])(\d\d)/ ? ($1, $2) : (0, 0);
      last if $kind == 3;
      push @held, [$seq, sprintf('id%d', ++$count)];
      next if $kind == 2 && @held < 3;
      $status = 0 unless $kind == 1;
      $line->submit_sm_resp(seq => $_->[0], message_id => $_->[1], status => $status) for reverse splice @held;
    } elsif ($command eq 'unbind') {
      tell_of($command);
      $line->unbind_resp(seq => $seq);
      last;
    } else {
      tell_of($command, $pdu->{status});
    }
  }
}

sub hand_over {
  my ($line) = @_;
  my $ready = IO::Select->new($line, \*STDIN);
  while (1) {
    for my $which ($ready->can_read) {
      if ($which == \*STDIN) {
        my $order = read_order() // return;
        return if $order eq 'hang up';
        my ($name, @fields) = split /\t/, $order;
        $_ = pack('H*', $_) for @fields[grep { $_ % 2 } 0 .. $#fields];
        $line->deliver_sm(async => 1, @fields);
        next;
      }
      my $pdu = $line->read_pdu or return;
      my $command = Net::SMPP::pdu_tab->{ $pdu->{cmd} }{cmd};
      tell_of($command, $pdu->{status});
      $line->enquire_link_resp(seq => $pdu->{seq}) if $command eq 'enquire_link';
      next unless $command eq 'unbind';
      $line->unbind_resp(seq => $pdu->{seq});
      return;
    }
  }
}

# Without a buffer, for those who are bound later read on.
sub read_order {
  my ($order, $letter) = ('');
  while (sysread(STDIN, $letter, 1)) {
    return $order if $letter eq "\n";
    $order .= $letter;
  }
  return undef;
}
