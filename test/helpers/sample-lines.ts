// A line or two of each format, as devices write them: the first fifteen are known as they stand, and tell an address.

import type { ByteText } from '../../src/types.ts';

export const sampleLines: readonly ByteText[] = [
  '<166>Jul 03 2014 12:48:20 fw1 : %ASA-6-302013: Built outbound TCP connection 9 for outside:192.0.2.9/443 (192.0.2.9/443) to inside:10.1.2.3/5353 (198.51.100.2/1025)(LOCAL\\ann, 9:t) (ann)',
  'Jul  3 12:48:20 fw1 %FTD-6-302016: Teardown UDP connection 9 for outside:2001:db8::9/53 to NP Identity Ifc:2001:db8::3/5353 duration 0:00:30 bytes 140',
  '%PIX-4-106023: Deny protocol 47 src outside:192.0.2.7 dst inside:srv-10.1.2.3 by access-group "x" [0x0, 0x0]',
  '%FWSM-6-302020: Built inbound ICMP connection for faddr 192.0.2.7/0(u) gaddr 198.51.100.2/0 laddr 10.1.2.3/0 type 8',
  '%ASA-5-106100: access-list a denied tcp in/10.1.2.3(5353)(L\\u) -> out/192.0.2.9(53) hit-cnt 1 first hit [0x1, 0x0]',
  '%FTD-1-430003: AccessControlRuleAction: Allow, SrcIP: 10.1.2.3, DstIP: 192.0.2.9, SrcPort: 5353, DstPort: 53, Protocol: udp',
  '%SEC-6-IPACCESSLOGP: list 177 denied udp 10.1.2.3(5353) (Gi0/1 ca5c.1da2.ba43) -> 192.0.2.9(53), 1 packet',
  'Jul  3 12:48:20 gw kernel: [UFW BLOCK] IN=eth0 OUT= SRC=10.1.2.3 DST=192.0.2.9 LEN=60 PROTO=ICMP [SRC=192.0.2.9 DST=10.9.9.9 SPT=1 DPT=2 ]',
  '<134>Jul  3 12:48:20 filterlog[7]: 146,,,15,igb1,match,block,in,4,0x0,,63,1,0,DF,6,tcp,60,10.1.2.3,192.0.2.9,5353,853,0,S',
  '<134>Jul  3 12:48:20 filterlog[7]: 6,,,10,igb1,match,block,in,6,0x0,0xf,1,UDP,17,32,fe80::1,ff02::1:2,546,547,32',
  '<189>date=2014-07-03 time=12:48:20 logid="1" type="traffic" subtype="f" srcip=10.1.2.3 srcport=5353 dstip=192.0.2.9 dstport=53 proto=17 msg="a \\" b" action="close"',
  'Jul  3 12:48:20 PA 1,2014/07/03 12:48:20,01,TRAFFIC,end,1,x,10.1.2.3,192.0.2.9,0.0.0.0,0.0.0.0,"a,""b",,,dns,v,t,u,e1,e2,f,x,1,1,5353,53,0,0,0x0,udp,allow,9',
  '<14>1 2014-07-03T12:48:20Z srx RT_FLOW - RT_FLOW_SESSION_CREATE [junos@2636 nat-source-address="198.51.100.2" source-address="10.1.2.3" source-port="5353" destination-address="192.0.2.9" destination-port="53" protocol-id="17"]',
  'Jul  3 12:48:20 srx RT_FLOW: RT_FLOW_SESSION_CREATE: session created 10.1.2.3/5353->192.0.2.9/53 junos-dns 198.51.100.2/1025->192.0.2.9/53 None None 17 p trust untrust 5',
  '<14>Jul  3 12:48:20 host MSWinEventLog#0111#011Security#0116#011Thu Jul  3 12:48:20 2014#0115156#011x  Source Address:  10.1.2.3   Source Port:  5353   Destination Address: 192.0.2.9   Destination Port:  53   Protocol:  17',
  '#Fields: date time action protocol src-ip dst-ip src-port dst-port',
  '2014-07-03 12:48:20 DROP UDP 10.1.2.3 192.0.2.9 5353 53',
  '#fields\tts\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tconn_state',
  '1404391700.25\t10.1.2.3\t5353\t192.0.2.9\t53\tudp\tSF',
  'ts,te,td,sa,da,sp,dp,pr,ipkt,ibyt',
  '2014-07-03 12:48:20,2014-07-03 12:48:21,1.2,192.0.2.9,10.1.2.3,53,5353,UDP,2,200',
  `{"a":"10.1.2.3","b":"${'x'.repeat(6000)}"}`,
];
